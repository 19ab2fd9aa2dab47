namespace Plutora.Integration.WebConsole.Access;

/// <summary>Marks endpoints whose answers are pages of the console, which a browser shows and whose scripts it runs.</summary>
public sealed record ConsoleEndpoint;
