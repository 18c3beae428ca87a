"""What generated routers say of operations: parameters, policies, results."""
