"""The words of the chat and the page, one Fluent file per language: `<language>.ftl`."""
