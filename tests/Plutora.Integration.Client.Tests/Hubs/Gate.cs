using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Plutora.Integration.Client.Tests.Hubs;

/// <summary>A TCP relay on a port of its own, whose connections can be cut at any moment.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private Uri? _target;

    public Gate()
    {
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    public void LeadTo(Uri target) => Volatile.Write(ref _target, target);

    public void Cut()
    {
        foreach (var one in _open.Keys)
        {
            _open.TryRemove(one, out _);
            // Reset, as a cable that is pulled or a process that is killed looks to the other side.
            try
            {
                one.LingerState = new(true, 0);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException or NullReferenceException)
            {
                // It ended by itself at the same moment.
            }

            one.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
        {
            // The gate is closed.
        }
    }

    private async Task RelayAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            _open[near] = true;
            try
            {
                var target = Volatile.Read(ref _target)!;
                await far.ConnectAsync(IPAddress.Loopback, target.Port);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
            }
            catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Either side is gone; both are let go.
            }
            finally
            {
                _open.TryRemove(near, out _);
            }
        }
    }
}
