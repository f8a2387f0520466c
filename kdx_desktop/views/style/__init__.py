"""The look: colours, type, space and icons, all from one set of tokens."""
