"""The tests mirror the modules. A package, so that what several of them build on can be imported."""
