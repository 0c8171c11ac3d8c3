"""No secret shows anywhere."""  # noqa: A005 - it is imported as tests.secrets, and shadows nothing
