"""What people write as a contact, taken apart: phones, e-mail addresses, links, handles."""
