"""Serves the same tool with the SDK's high-level interface, which reads the arguments from a signature."""
from mcp.server import MCPServer

server = MCPServer("links")


@server.tool()
def list_links(status: str | None = None) -> str:
    """Lists links."""
    return "GET /api/links/?" + (f"status={status}" if status else "")


server.run()
