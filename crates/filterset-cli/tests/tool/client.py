"""Calls tools as an agent does, with the client of the SDK. A high-level server that declares the arguments itself drops
an invented one; the server of the guide, whose tool is exported, returns the nearest name."""
import asyncio
import pathlib
import sys

from mcp import Client, StdioServerParameters, stdio_client

FOLDER = pathlib.Path(__file__).parent
GUIDE = FOLDER.parents[3] / "docs" / "give-agents-a-tool.md"


def start(script, *arguments):
    return Client(stdio_client(StdioServerParameters(command=sys.executable, args=[str(FOLDER / script), *arguments])))


async def call(client, arguments):
    result = await client.call_tool("list_links", arguments)
    return bool(result.is_error), "\n".join(content.text for content in result.content)


async def main(schema):
    async with start("server.py", schema) as client:
        [tool] = (await client.list_tools()).tools
        schema_of_tool = tool.input_schema
        assert schema_of_tool["additionalProperties"] is False, schema_of_tool
        assert {"status", "status__in", "accounts__gte", "page"} <= schema_of_tool["properties"].keys(), schema_of_tool
        for arguments, expected in [
            ({}, (False, "GET /api/links/?")),
            ({"status__in": ["valid", "invalid"], "page": 2}, (False, "GET /api/links/?status__in=invalid,valid&page=2")),
            ({"stats": "valid"}, (True, 'unknown field "stats"; did you mean "status"?')),
            (
                {"status__inn": ["valid"], "accounts__gte": "3"},
                (
                    True,
                    'field "accounts": invalid integer "3": expected a JSON number, found a string\n'
                    'unknown operator "inn" for field "status": expected one of exact, in; did you mean "status__in"?',
                ),
            ),
            ({"status": None}, (True, 'field "status": invalid choice "null": expected a JSON string, found null')),
        ]:
            found = await call(client, arguments)
            assert found == expected, (arguments, found, expected)
            print("ok:", arguments, "->", found[1].replace("\n", "; "))
    async with start("declared.py") as client:
        found = await call(client, {"stats": "valid"})
        print("a server that declares its arguments:", found)
        assert found == (False, "GET /api/links/?"), found


assert (FOLDER / "server.py").read_text() in GUIDE.read_text(), "the guide should show server.py"
asyncio.run(main(sys.argv[1]))
