"""evidence-tracker."""
