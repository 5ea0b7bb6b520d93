"""What alike commands share."""
