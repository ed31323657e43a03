"""Settings of the plugin: values of an older version are understood."""
