from . import control
from . import contract
from . import shipping
from . import credit
from . import posts
from . import separation
from . import extended
