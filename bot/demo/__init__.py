"""The demo: a simulated Discord with a sample group, shown as a page in the browser."""
