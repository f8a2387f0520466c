"""The pages before the desk: signing in, passwords, the locked screen, no rights."""
