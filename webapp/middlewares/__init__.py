"""What happens around every handler: the request is logged, errors answered, the user admitted."""

from webapp.middlewares.admission import admit
from webapp.middlewares.errors import answer_errors
from webapp.middlewares.requests import log_request

MIDDLEWARES = (log_request, answer_errors, admit)
