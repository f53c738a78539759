namespace Howdah.Sidecar.Native;

/// <summary>Linux signal numbers; what each means to a postmaster is said where it is sent.</summary>
internal enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    User1 = 10,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
