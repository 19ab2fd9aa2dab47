using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.OpenShift.Tests.Support;

/// <summary>A server that answers as a test says, for what a real cluster does at no test's bidding.</summary>
internal sealed class PlainServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-plain-").FullName;
    private readonly Func<HttpListenerRequest, (int Status, string Body)> _answer;
    private readonly string _address = $"http://127.0.0.1:{FreePorts.InARow(1)}/";

    public PlainServer(Func<HttpListenerRequest, (int Status, string Body)> answer)
    {
        _answer = answer;
        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>An instance that reads one namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="pods">Whether it reads pods, too.</param>
    public ConnectorInstance Open(string ns = "shop", bool pods = false) =>
        ((IConnector)new OpenShiftConnector()).Open(
            new("ocp", new JsonObject { ["address"] = _address, ["token"] = "t", ["namespaces"] = new JsonArray(ns), ["pods"] = pods, ["watchSeconds"] = 1 }, NullLogger.Instance, TimeProvider.System, _folder), null!);

    public void Dispose()
    {
        _listener.Close();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _listener.GetContextAsync();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var (status, body) = _answer(asked.Request);
            asked.Response.StatusCode = status;
            asked.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
        }
    }
}
