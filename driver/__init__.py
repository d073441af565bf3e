"""The reference driver and the application that talks to it, in real bytes."""
