"""The screens, driven by keys over real stores."""
