from . import steps
from . import loader
from . import separation
from . import posts
from . import credit
