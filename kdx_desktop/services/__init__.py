"""What a person does: one module per job, functions that take a Session and return plain values."""
