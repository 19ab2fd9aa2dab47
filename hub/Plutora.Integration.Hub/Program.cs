using Plutora.Integration.Hub.Hosting;

return await HubHost.RunAsync(args);
