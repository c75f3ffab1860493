"""Self-contained HTML files: pages of screens that are turned by keys, projected or printed, and sheets that are read and printed."""
