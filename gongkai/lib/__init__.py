"""Plain Python without models: what every app may stand on."""
