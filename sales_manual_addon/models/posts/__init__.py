from . import evidence
from . import department
from . import post
from . import duty
from . import assignment
