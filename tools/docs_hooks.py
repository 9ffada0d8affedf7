"""Hooks of mkdocs: pages from the repository's root, generated reference pages, working links."""

from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from tools.docs_links import FROM_ROOT, rewrite_links
from tools.docs_reference import reference_pages
from tools.docs_site import MERMAID

ROOT = Path(__file__).resolve().parent.parent


def on_files(files: Files, *, config: Any) -> Files:  # noqa: ANN401 - untyped where not installed
    """Add the pages that are not in `docs/`, and the script that renders diagrams."""
    pages = {site: (ROOT / source).read_text() for source, site in FROM_ROOT.items()}
    pages |= reference_pages()
    pages["assets/mermaid.js"] = MERMAID.read_text()
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:  # noqa: ANN401 - as above
    """Rewrite the links of one page from the repository's paths to the site's."""
    return rewrite_links(markdown, page.file.src_uri)
