using Plutora.Integration.Cli;
using Plutora.Integration.Cli.Output;

return await PlutoraCommand.RunAsync(args, Terminal.OfProcess());
