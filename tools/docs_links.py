"""Links of Markdown pages: as they work on GitHub, and as they must be on the site.

Pages in `docs/` keep their path on the site. The pages in the repository's root get other paths.
"""

import posixpath
import re

FROM_ROOT = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
}
LINK = re.compile(r"""(\]\(|src=")([^)"#:]+)(?=[)"#])""")


def rewrite_links(markdown: str, site_path: str) -> str:
    """Return the page with each relative link as it must be on the site.

    Args:
        markdown: the page as it is in the repository.
        site_path: where the page is on the site, relative to the site's root.
    """
    sources = {site: source for source, site in FROM_ROOT.items()}
    source = sources.get(site_path, f"docs/{site_path}")

    def rewrite(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link[2]))
        place = FROM_ROOT.get(target, target.removeprefix("docs/"))
        return link[1] + posixpath.relpath(place, posixpath.dirname(site_path) or ".")

    return LINK.sub(rewrite, markdown)
