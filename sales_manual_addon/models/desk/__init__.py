from . import desk
from . import card
from . import line
from . import audit
