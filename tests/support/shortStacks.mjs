// Every matcher takes a stack before it compares, and jest asks for a hundred lines of it. Ten tell the place.
Error.stackTraceLimit = 10;
