import socket
import threading

import pytest


class Network:
    """A port on this machine that counts who connects."""

    def __init__(self) -> None:
        self.connections = 0
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.count, daemon=True).start()

    def count(self) -> None:
        while True:
            try:
                self.socket.accept()[0].close()
            except OSError:
                return
            self.connections += 1


@pytest.fixture
def network():
    network = Network()
    yield network
    network.socket.close()
