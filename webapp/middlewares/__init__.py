"""What happens around every handler.

The request is logged, errors are answered, large answers compressed, the user admitted.
"""

from webapp.compression import compress
from webapp.middlewares.admission import admit
from webapp.middlewares.errors import answer_errors
from webapp.middlewares.requests import log_request

MIDDLEWARES = (log_request, answer_errors, compress, admit)
