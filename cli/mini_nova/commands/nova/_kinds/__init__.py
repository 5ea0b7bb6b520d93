"""What similar commands share."""
