"""Serves the tool list_links: python server.py links.toml."""
import asyncio, json, subprocess, sys
from mcp import stdio_server, types
from mcp.server.lowlevel import Server

SCHEMA = ["--schema", sys.argv[1]]


def filterset(*arguments):
    return subprocess.run(["filterset", *arguments], capture_output=True, text=True)


async def list_tools(context, params):
    schema = json.loads(filterset("export", "--format", "tool", *SCHEMA).stdout)
    tool = types.Tool(name="list_links", description="Lists links.", input_schema=schema)
    return types.ListToolsResult(tools=[tool])


async def call_tool(context, params):
    arguments = json.dumps(params.arguments or {})
    checked = filterset("check-arguments", *SCHEMA, "--format", "json", "--", arguments)
    if checked.returncode == 2:
        raise RuntimeError(checked.stderr)
    result = json.loads(checked.stdout)
    if result["ok"]:
        text = f"GET /api/links/?{result['canonical']}"
    else:
        text = "\n".join(error["message"] for error in result["errors"])
    content = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, is_error=not result["ok"])


async def main():
    server = Server("links", on_list_tools=list_tools, on_call_tool=call_tool)
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


asyncio.run(main())
