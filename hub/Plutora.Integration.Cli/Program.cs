using Plutora.Integration.Cli.Commands;

return await RootCommands.Create().Parse(args).InvokeAsync();
