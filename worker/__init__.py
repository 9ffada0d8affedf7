"""The third process: it carries out orders, and alone moves money and property."""
