from . import demo
from . import models
from . import report
from . import wizard

from .models.control.export import export_chains
from .models.posts.uninstall import forget_posts
from .models.separation.uninstall import forget_separation


def uninstall_hook(env):
    """The chains of signatures are evidence: they are kept as files before their tables are dropped."""
    export_chains(env)
    forget_separation(env)
    forget_posts(env)
