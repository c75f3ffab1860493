"use strict"
// Shows one screen at a time. Without it the screens stand below each other.
{
  const find = (selector) => document.querySelector(selector)
  const root = document.documentElement
  const screens = [...document.querySelectorAll(".screen")]
  const pageTitle = document.title
  const [pause, menu, remaining, status] = [find(".pause"), find("select"), find(".remaining"), find(".said-aloud")]
  const TICK = 200 // milliseconds between two looks at the time that is left
  const REST = 4000 // milliseconds after which the controls fade while nothing moves
  const SWIPE = 50 // pixels to the side
  const SMALLER = 0.94 // by how much a screen is made smaller at a time, until it fits
  const SMALLEST = 0.3
  const HEIGHT = 720 // of the screens that are measured, as .measures says
  let current = -1
  let timer = null // {clock, seconds, left, until}: left in milliseconds while it is paused, until while it runs

  function show(index) {
    index = Math.max(0, Math.min(screens.length - 1, index))
    if (index === current) return
    current = index
    screens.forEach((screen, number) => { screen.hidden = number !== index })
    const screen = screens[index]
    const title = screen.querySelector(".title").textContent
    menu.value = String(index)
    find(".back").disabled = index === 0
    find(".forward").disabled = index === screens.length - 1
    find(".way").style.transform = `scaleX(${(index + 1) / screens.length})`
    document.title = `${screen.dataset.position} · ${title} · ${pageTitle}`
    status.textContent = `${screen.dataset.position}: ${title}`
    location.replace(`#${index + 1}`)
    window.scrollTo(0, 0)
    countDown(screen)
  }

  // All screens at once: each pass lays the page out once.
  function fit() {
    root.classList.add("measures")
    let tooHigh = screens.map((screen) => ({ screen, fit: 1 }))
    while (true) {
      tooHigh = tooHigh.filter(({ screen, fit }) => screen.offsetHeight > HEIGHT && fit > SMALLEST)
      if (!tooHigh.length) break
      for (const each of tooHigh) {
        each.fit *= SMALLER
        each.screen.style.setProperty("--fit", each.fit)
      }
    }
    root.classList.remove("measures")
  }

  function countDown(screen) {
    const seconds = Number(screen.dataset.seconds ?? 0)
    timer = seconds ? { clock: screen.querySelector(".clock"), seconds, left: seconds * 1000, until: null } : null
    pause.hidden = remaining.hidden = !timer
    if (timer) run()
  }

  function run() {
    timer.until = performance.now() + timer.left
    pause.textContent = pause.dataset.pause
    tell()
  }

  function tell() {
    if (timer?.until == null) return
    const left = Math.max(0, timer.until - performance.now())
    const seconds = Math.ceil(left / 1000)
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    if (timer.clock.textContent !== text) timer.clock.textContent = text
    timer.clock.classList.toggle("over", left === 0)
    remaining.style.transform = `scaleX(${seconds / timer.seconds})`
    if (left === 0) {
      timer.until = null
      timer.left = 0
      pause.hidden = true
      status.textContent = document.body.dataset.timeIsUp
    }
  }

  function pauseOrGoOn() {
    if (!timer || pause.hidden) return
    if (timer.until === null) {
      run()
    } else {
      timer.left = Math.max(0, timer.until - performance.now())
      timer.until = null
      pause.textContent = pause.dataset.resume
    }
  }

  function changeColours() {
    const isDark = root.dataset.colours ? root.dataset.colours === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
    root.dataset.colours = isDark ? "light" : "dark"
  }

  function fillScreen() {
    if (document.fullscreenElement) document.exitFullscreen()
    else root.requestFullscreen?.().catch(() => {})
  }

  const forward = () => show(current + 1)
  const back = () => show(current - 1)
  const first = () => show(0)
  const last = () => show(screens.length - 1)
  // Presenter's remotes send PageDown and PageUp, some the arrow keys.
  const KEYS = {
    ArrowRight: forward, ArrowDown: forward, PageDown: forward, " ": forward, Enter: forward, n: forward,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back, p: pauseOrGoOn,
    Home: first, End: last, t: changeColours, f: fillScreen,
  }

  function scrolls(key) {
    const isUp = key === "ArrowUp"
    const room = isUp ? window.scrollY : root.scrollHeight - window.innerHeight - window.scrollY
    return key.length > 1 && (isUp || key === "ArrowDown") && room > 1
  }

  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.target === menu && !event.key.startsWith("Page")) return // those are a remote's, the menu would skip screens by them
    if (event.target.closest?.("button") && (event.key === " " || event.key === "Enter")) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const action = key === " " && event.shiftKey ? back : KEYS[key]
    if (!action || scrolls(key)) return
    event.preventDefault()
    action()
  })

  // A press on the left third goes back, elsewhere forward; not where text is being selected.
  find("main").addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return
    if (event.clientX < window.innerWidth / 3) back()
    else forward()
  })

  let touched = null
  addEventListener("touchstart", (event) => {
    touched = event.touches.length === 1 ? event.touches[0] : null
  }, { passive: true })
  addEventListener("touchend", (event) => {
    if (!touched || event.target.closest?.(".controls")) return
    const [x, y] = [event.changedTouches[0].clientX - touched.clientX, event.changedTouches[0].clientY - touched.clientY]
    touched = null
    if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return
    if (x < 0) forward()
    else back()
  }, { passive: true })

  // The focus of a pressed control would take the space bar from the screens.
  const press = (selector, action) => find(selector).addEventListener("click", (event) => {
    if (event.detail > 0) event.currentTarget.blur()
    action()
  })
  press(".back", back)
  press(".forward", forward)
  press(".pause", pauseOrGoOn)
  press(".colours", changeColours)
  press(".full", fillScreen)
  menu.addEventListener("change", () => show(Number(menu.value)))
  menu.addEventListener("pointerup", () => menu.dataset.pressed = "")
  menu.addEventListener("change", () => { if ("pressed" in menu.dataset) menu.blur() })

  let resting = null
  function stir() {
    root.classList.remove("rests")
    clearTimeout(resting)
    resting = setTimeout(() => root.classList.add("rests"), REST)
  }
  addEventListener("pointermove", stir, { passive: true })
  addEventListener("pointerdown", stir, { passive: true })

  const named = () => Number(/^#([0-9]{1,4})$/.exec(location.hash)?.[1] ?? 1) - 1
  addEventListener("hashchange", () => show(named()))
  setInterval(tell, TICK)
  find(".full").hidden = !document.fullscreenEnabled
  find(".controls").hidden = false
  root.classList.add("turns")
  fit()
  show(named())
  stir()
}
