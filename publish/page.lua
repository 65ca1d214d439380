-- SPDX-License-Identifier: MIT
-- Filter of pandoc for make site: a title, links that lead to pages, wide things that scroll by themselves.

local url = ""

-- A link between documents becomes one between pages. What is not on the site stays a text.
local function link(element)
    local path, anchor = element.target:match("^([^#]*)(.*)$")
    if path == "" or path:match("^%a+:") then
        return nil
    end
    local file = path:match("([^/]*)$")
    if file:match("%.md$") then
        element.target = path:gsub("%.md$", ".html") .. anchor
    elseif file == "HACKING" or file == "NEWS" then
        element.target = path .. ".txt"
    elseif path:match("patches/README$") then
        element.target = path:gsub("patches/README$", "patches.txt")
    else
        return element.content
    end
    -- README.md is the index.
    element.target = element.target:gsub("README%.html", "index.html")
    return element
end

local function title(document)
    local heading = "qemu-user-static"
    for _, block in ipairs(document.blocks) do
        if block.t == "Header" then
            heading = pandoc.utils.stringify(block)
            break
        end
    end
    if heading ~= "qemu-user-static" then
        heading = heading .. " - qemu-user-static"
    end
    document.meta.pagetitle = heading
    return document
end

-- Reached by the keyboard, too, where it is wider than the screen.
local function scrolling(block, class)
    return pandoc.Div({ block }, pandoc.Attr("", { class }, { tabindex = "0" }))
end

return {
    { Meta = function(meta)
        url = pandoc.utils.stringify(meta.url or "")
    end },
    {
        Link = link,
        Table = function(block)
            return scrolling(block, "table")
        end,
        CodeBlock = function(block)
            if url ~= "" then
                block.text = block.text:gsub("URL/qemu", url:gsub("%%", "%%%%") .. "/qemu")
            end
            return scrolling(block, "code")
        end,
    },
    { Pandoc = title },
}
