"""What is stored: the mapped classes, the chain over changes, and the stores."""
