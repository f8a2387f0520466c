"""The promises of trust.md, each kept under torture beside a control that must break it."""
