/* gui/main.c: netstage-gui: the window of the system, its events, and its pixels. The only file
 * besides the fonts' that knows SDL.
 *
 * Pixels: the draw list is painted on the CPU into the window's own surface; where there is
 * none, into a texture that is streamed. Loop:   one function, called again and again, so that
 * a browser can call it. When nothing moves it waits for an event. */
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "gui/options.h"
#include "gui/raster.h"
#include "live/tap.h"
#include "scenario/resource_path.h"

enum { OPEN_WIDTH = 1280, OPEN_HEIGHT = 720, LEAST_WIDTH = 640, LEAST_HEIGHT = 400 };

#define FRAME_MS 16.0

struct screen {
    SDL_Window *sdl;
    SDL_Renderer *renderer; /* NULL: the window surface is used */
    SDL_Texture *texture;
    int texture_width, texture_height;
    struct raster raster; /* over the pixels of the surface or the texture */
    SDL_Cursor *cursors[SDL_NUM_SYSTEM_CURSORS];
    struct window *window;
    struct gui_input input;
    char *clipboard; /* read for a paste key; SDL's */
    float pixels;    /* of the drawing surface, a unit of mouse positions */
    bool typing;
};

/* --- pixels --- */

static void draw_into(struct screen *screen, uint32_t *pixels, int width, int height, int pitch)
{
    raster_over(&screen->raster, pixels, width, height, pitch / 4, screen->window->theme.scale);
    raster_draw(&screen->raster, screen->window->fonts, gui_picture(screen->window->gui), NULL);
}

static bool show_surface(struct screen *screen)
{
    SDL_Surface *surface = SDL_GetWindowSurface(screen->sdl);
    if (surface == NULL || surface->format->BytesPerPixel != 4 ||
        surface->format->Rmask != 0xff0000)
        return false;
    if (SDL_MUSTLOCK(surface) && SDL_LockSurface(surface) != 0)
        return false;
    draw_into(screen, surface->pixels, surface->w, surface->h, surface->pitch);
    if (SDL_MUSTLOCK(surface))
        SDL_UnlockSurface(surface);
    return SDL_UpdateWindowSurface(screen->sdl) == 0;
}

static bool make_texture(struct screen *screen, int width, int height)
{
    if (screen->renderer == NULL)
        screen->renderer = SDL_CreateRenderer(screen->sdl, -1, 0);
    if (screen->renderer == NULL)
        return false;
    if (screen->texture != NULL && screen->texture_width == width &&
        screen->texture_height == height)
        return true;
    if (screen->texture != NULL)
        SDL_DestroyTexture(screen->texture);
    screen->texture = SDL_CreateTexture(screen->renderer, SDL_PIXELFORMAT_ARGB8888,
                                        SDL_TEXTUREACCESS_STREAMING, width, height);
    screen->texture_width = width;
    screen->texture_height = height;
    return screen->texture != NULL;
}

static bool show_texture(struct screen *screen, int width, int height)
{
    void *pixels;
    int pitch;
    if (!make_texture(screen, width, height) ||
        SDL_LockTexture(screen->texture, NULL, &pixels, &pitch) != 0)
        return false;
    draw_into(screen, pixels, width, height, pitch);
    SDL_UnlockTexture(screen->texture);
    SDL_RenderCopy(screen->renderer, screen->texture, NULL, NULL);
    SDL_RenderPresent(screen->renderer);
    return true;
}

static void size_in_pixels(struct screen *screen, int *width, int *height)
{
    SDL_GetWindowSizeInPixels(screen->sdl, width, height);
    int w, h;
    SDL_GetWindowSize(screen->sdl, &w, &h);
    screen->pixels = w > 0 ? (float)*width / (float)w : 1;
}

/* --- events --- */

static unsigned modifiers_of(SDL_Keymod mod)
{
    return (mod & KMOD_SHIFT ? (unsigned)MODIFIER_SHIFT : 0) |
           (mod & (KMOD_CTRL | KMOD_GUI) ? (unsigned)MODIFIER_CONTROL : 0) |
           (mod & KMOD_ALT ? (unsigned)MODIFIER_ALT : 0);
}

static void add_key(struct screen *screen, const SDL_KeyboardEvent *event)
{
    static const struct {
        SDL_Keycode sdl;
        enum gui_key key;
    } keys[] = {
        {SDLK_TAB, KEY_TAB},
        {SDLK_RETURN, KEY_ENTER},
        {SDLK_KP_ENTER, KEY_ENTER},
        {SDLK_SPACE, KEY_SPACE},
        {SDLK_ESCAPE, KEY_ESCAPE},
        {SDLK_LEFT, KEY_LEFT},
        {SDLK_RIGHT, KEY_RIGHT},
        {SDLK_UP, KEY_UP},
        {SDLK_DOWN, KEY_DOWN},
        {SDLK_HOME, KEY_HOME},
        {SDLK_END, KEY_END},
        {SDLK_PAGEUP, KEY_PAGE_UP},
        {SDLK_PAGEDOWN, KEY_PAGE_DOWN},
        {SDLK_BACKSPACE, KEY_BACKSPACE},
        {SDLK_DELETE, KEY_DELETE},
        {SDLK_APPLICATION, KEY_MENU},
        {SDLK_F1, KEY_F1},
        {SDLK_F5, KEY_F5},
        {SDLK_F11, KEY_F11},
    };
    unsigned modifiers = modifiers_of((SDL_Keymod)event->keysym.mod);
    SDL_Keycode code = event->keysym.sym;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].sdl == code) {
            input_key(&screen->input, keys[i].key, 0, modifiers);
            return;
        }
    if (code >= SDLK_KP_1 && code <= SDLK_KP_9) /* the digits of the keypad */
        code = '1' + (code - SDLK_KP_1);
    else if (code == SDLK_KP_PLUS)
        code = '=';
    else if (code == SDLK_KP_MINUS)
        code = '-';
    /* In Hangul mode the key names the letter on it: shortcuts go by its place. */
    if (code > 0x7f && event->keysym.scancode >= SDL_SCANCODE_A &&
        event->keysym.scancode <= SDL_SCANCODE_Z)
        code = 'a' + (SDL_Keycode)(event->keysym.scancode - SDL_SCANCODE_A);
    if (code > 0x20 && code < 0x40000000)
        input_key(&screen->input, KEY_CHARACTER, (uint32_t)code, modifiers);
    if ((modifiers & MODIFIER_CONTROL) != 0 && code == 'v' && screen->clipboard == NULL) {
        screen->clipboard = SDL_GetClipboardText();
        screen->input.clipboard = screen->clipboard;
    }
}

static void add_button(struct screen *screen, const SDL_MouseButtonEvent *event, bool down)
{
    enum mouse_button button = event->button == SDL_BUTTON_LEFT    ? MOUSE_LEFT
                               : event->button == SDL_BUTTON_RIGHT ? MOUSE_RIGHT
                                                                   : MOUSE_BUTTONS;
    if (button == MOUSE_BUTTONS)
        return;
    screen->input.down[button] = down;
    if (down)
        screen->input.pressed[button] = true;
    else
        screen->input.released[button] = true;
    screen->input.double_click |= down && button == MOUSE_LEFT && event->clicks == 2;
}

static void add_text(char *to, size_t size, const char *text)
{
    size_t length = strlen(to), more = strlen(text);
    if (length + more < size)
        memcpy(to + length, text, more + 1);
}

static void add_event(struct screen *screen, const SDL_Event *event)
{
    struct gui_input *in = &screen->input;
    switch (event->type) {
    case SDL_QUIT:
        screen->window->end = true;
        break;
    case SDL_KEYDOWN:
        add_key(screen, &event->key);
        break;
    case SDL_TEXTINPUT:
        add_text(in->text, sizeof in->text, event->text.text);
        in->preedit[0] = '\0';
        break;
    case SDL_TEXTEDITING:
        in->preedit[0] = '\0';
        add_text(in->preedit, sizeof in->preedit, event->edit.text);
        in->preedit_caret = (uint32_t)strlen(in->preedit);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        add_button(screen, &event->button, event->type == SDL_MOUSEBUTTONDOWN);
        break;
    case SDL_MOUSEWHEEL:
        in->wheel_x -= event->wheel.preciseX;
        in->wheel_y += event->wheel.preciseY;
        break;
    case SDL_DROPFILE:
        lesson_open(screen->window, event->drop.file);
        SDL_free(event->drop.file);
        break;
    default: /* SDL has many more kinds of events; the rest is not for us */
        break;
    }
}

static void read_mouse(struct screen *screen)
{
    int x, y;
    (void)SDL_GetMouseState(&x, &y);
    float scale = screen->window->theme.scale;
    screen->input.mouse_here = SDL_GetMouseFocus() == screen->sdl;
    screen->input.mouse_x = (float)x * screen->pixels / scale;
    screen->input.mouse_y = (float)y * screen->pixels / scale;
}

/* What lasts longer than a frame stays. */
static void end_input(struct screen *screen)
{
    struct gui_input *in = &screen->input;
    for (int i = 0; i < MOUSE_BUTTONS; i++)
        in->pressed[i] = in->released[i] = false;
    in->double_click = false;
    in->wheel_x = in->wheel_y = 0;
    in->key_count = 0;
    in->text[0] = '\0';
    in->clipboard = NULL;
    SDL_free(screen->clipboard);
    screen->clipboard = NULL;
}

/* --- what a frame asks of the system --- */

static void set_cursor(struct screen *screen, enum pointer_shape shape)
{
    static const SDL_SystemCursor shapes[] = {
        [POINTER_ARROW] = SDL_SYSTEM_CURSOR_ARROW,
        [POINTER_TEXT] = SDL_SYSTEM_CURSOR_IBEAM,
        [POINTER_HAND] = SDL_SYSTEM_CURSOR_HAND,
        [POINTER_SPLIT_X] = SDL_SYSTEM_CURSOR_SIZEWE,
        [POINTER_SPLIT_Y] = SDL_SYSTEM_CURSOR_SIZENS,
    };
    SDL_SystemCursor which = shapes[shape];
    if (screen->cursors[which] == NULL)
        screen->cursors[which] = SDL_CreateSystemCursor(which);
    if (screen->cursors[which] != NULL && SDL_GetCursor() != screen->cursors[which])
        SDL_SetCursor(screen->cursors[which]);
}

static void obey(struct screen *screen, const struct gui_output *output)
{
    float k = screen->window->theme.scale / screen->pixels;
    if (output->wants_text) {
        SDL_Rect caret = {(int)(output->caret.x * k), (int)(output->caret.y * k),
                          (int)(output->caret.w * k) + 1, (int)(output->caret.h * k)};
        SDL_SetTextInputRect(&caret);
    }
    if (output->wants_text && !screen->typing)
        SDL_StartTextInput();
    if (!output->wants_text && screen->typing)
        SDL_StopTextInput();
    if (!output->wants_text)
        screen->input.preedit[0] = '\0';
    screen->typing = output->wants_text;
    if (output->copied != NULL)
        (void)SDL_SetClipboardText(output->copied);
    set_cursor(screen, output->pointer);
}

/* --- the loop --- */

/* There is news of a live run: a picture, when the last one is a while old. Any thread. */
static void wake(void)
{
    SDL_Event event = {.type = SDL_USEREVENT};
    (void)SDL_PushEvent(&event);
}

/* Many frames make no more pictures than one. */
static void hold_back(double since)
{
    double now =
        (double)SDL_GetPerformanceCounter() * 1000 / (double)SDL_GetPerformanceFrequency();
    if (now - since < FRAME_MS)
        SDL_Delay((Uint32)(FRAME_MS - (now - since)) + 1);
}

/* Draws once, then waits: for an event, or until the picture changes by itself. */
static void turn(struct screen *screen)
{
    int width, height;
    size_in_pixels(screen, &width, &height);
    read_mouse(screen);
    double now =
        (double)SDL_GetPerformanceCounter() * 1000 / (double)SDL_GetPerformanceFrequency();
    window_frame(screen->window, &screen->input, width, height, now);
    struct gui_output output = gui_output(screen->window->gui);
    obey(screen, &output);
    end_input(screen);
    if (!(screen->renderer == NULL && show_surface(screen)) &&
        !show_texture(screen, width, height)) {
        fprintf(stderr, "netstage-gui: %s\n", SDL_GetError());
        screen->window->end = true;
    }
    double again = window_again_in(screen->window);
    double wait = again < 0 ? 60000 : again < FRAME_MS ? FRAME_MS : again;
    SDL_Event event;
    if (SDL_WaitEventTimeout(&event, (int)wait) != 0) {
        if (event.type == SDL_USEREVENT)
            hold_back(now);
        do
            add_event(screen, &event);
        while (SDL_PollEvent(&event) != 0);
    }
}

static float display_scale(SDL_Window *window)
{
    float dpi = 0;
    int display = SDL_GetWindowDisplayIndex(window);
    SDL_Rect area;
    if (display >= 0 && SDL_GetDisplayDPI(display, &dpi, NULL, NULL) == 0 && dpi > 144 &&
        SDL_GetDisplayBounds(display, &area) == 0 && area.w >= 2560)
        return dpi > 216 ? 2.0f : 1.5f;
    return 1;
}

static bool open_screen(struct screen *screen)
{
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
    const char *driver = NULL;
    if (SDL_Init(SDL_INIT_VIDEO) == 0)
        driver = SDL_GetCurrentVideoDriver();
    const char *asked = SDL_getenv("SDL_VIDEODRIVER");
    bool invisible =
        driver == NULL || (strcmp(driver, "x11") != 0 && asked == NULL &&
                           (strcmp(driver, "dummy") == 0 || strcmp(driver, "offscreen") == 0 ||
                            strcmp(driver, "evdev") == 0));
    if (invisible) {
        fprintf(stderr, "netstage-gui: %s\n%s\n", _("There is no display to open a window on."),
                _("Without one, netstage run FILE --transcript plays a lesson as text, and "
                  "netstage-gui --picture OUT.png FILE draws it."));
        return false;
    }
    screen->sdl =
        SDL_CreateWindow("netstage", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, OPEN_WIDTH,
                         OPEN_HEIGHT, SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (screen->sdl == NULL) {
        fprintf(stderr, "netstage-gui: %s\n", SDL_GetError());
        return false;
    }
    SDL_SetWindowMinimumSize(screen->sdl, LEAST_WIDTH, LEAST_HEIGHT);
    SDL_StopTextInput();
    (void)SDL_EventState(SDL_DROPFILE, SDL_ENABLE);
    return true;
}

static void close_screen(struct screen *screen)
{
    raster_release(&screen->raster);
    for (int i = 0; i < SDL_NUM_SYSTEM_CURSORS; i++)
        if (screen->cursors[i] != NULL)
            SDL_FreeCursor(screen->cursors[i]);
    if (screen->texture != NULL)
        SDL_DestroyTexture(screen->texture);
    if (screen->renderer != NULL)
        SDL_DestroyRenderer(screen->renderer);
    if (screen->sdl != NULL)
        SDL_DestroyWindow(screen->sdl);
    SDL_Quit();
}

static int on_screen(struct fonts *fonts, const struct options *options)
{
    struct screen screen = {.pixels = 1};
    int status = 2;
    screen.window = window_create(fonts, catalogue_selected());
    if (screen.window != NULL) {
        screen.window->request = options->live;
        if (options->file != NULL) /* before the display: what is live gives its rights up */
            lesson_open(screen.window, options->file);
    }
    if (screen.window != NULL && open_screen(&screen)) {
        struct window *window = screen.window;
        live_on_news(window, wake);
        window->wanted_scale = options->scale;
        window->dpi_scale = display_scale(screen.sdl);
        window->theme = theme_make(options->theme, 1, false, options->reduced_motion);
        status = options_apply(options, window) ? 0 : 2;
        while (status == 0 && !window->end)
            turn(&screen);
    }
    window_destroy(screen.window);
    close_screen(&screen);
    return status;
}

int main(int argc, char **argv)
{
    struct options options;
    char error[512];
    const char *wrong = resource_languages(NULL);
    rights_lend();
    enum options_result result = options_read(&options, argc, argv);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_DONE ? 0 : 2;
    if (options.language != NULL)
        wrong = resource_languages(options.language);
    if (wrong != NULL)
        fprintf(stderr, "netstage-gui: %s\n", tr(wrong));
    struct fonts *fonts = fonts_open(error, sizeof error);
    if (fonts == NULL) {
        fprintf(stderr, "netstage-gui: %s\n", error);
        return 2;
    }
    bool offscreen = options.picture != NULL || options.script != NULL || options.lint;
    int status = offscreen ? offscreen_run(fonts, &options) : on_screen(fonts, &options);
    fonts_close(fonts);
    return status;
}
