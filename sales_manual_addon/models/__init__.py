from . import control
from . import desk
from . import contract
from . import shipping
from . import statistics
from . import posts
from . import separation
from . import extended
