"""Self-contained HTML files: pages of screens that are turned by keys, projected or printed, and sheets to read and print."""
