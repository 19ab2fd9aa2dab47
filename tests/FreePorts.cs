using System.Net;
using System.Net.Sockets;

namespace Plutora.Integration.Tests;

/// <summary>Ports for servers that take several in a row.</summary>
internal static class FreePorts
{
    // Below those from which the system takes the near ends of connections: nothing but another server takes one of these.
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>The first of so many free ports in a row, on loopback.</summary>
    public static int InARow(int count)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last - count);
            var listeners = new List<TcpListener>();
            try
            {
                for (var next = 0; next < count; next++)
                {
                    var listener = new TcpListener(IPAddress.Loopback, port + next);
                    listeners.Add(listener);
                    listener.Start();
                }

                return port;
            }
            catch (SocketException)
            {
                // One of them is taken.
            }
            finally
            {
                listeners.ForEach(l => l.Stop());
            }
        }
    }
}
