"""Pages: self-contained HTML files of screens that are turned by keys, projected or printed."""
