"""The desk in plain Python: what the scripts must do, said in the simplest way, for the tests to compare with."""

from tests.model.desk import Model

__all__ = ["Model"]
