"""The live session: hands-free guidance that bends when life does."""
