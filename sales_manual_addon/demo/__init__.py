from . import steps
from . import loader
