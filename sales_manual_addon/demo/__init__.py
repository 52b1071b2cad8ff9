from . import steps
from . import loader
from . import separation
from . import gate
from . import posts
from . import vessel
from . import tolerance
from . import credit
