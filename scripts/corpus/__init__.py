"""Every document of a folder through the generator and the runtime: `task test:corpus`."""
