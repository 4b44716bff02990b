-- Some 5,000 recipes made by combining dishes with ingredients. Nothing here is random: every database gets the same.

insert into aisle (id, name) values
	(1, 'Fruit'), (2, 'Vegetables'), (3, 'Bakery'), (4, 'Meat'), (5, 'Fish'), (6, 'Dairy and eggs'), (7, 'Grains and pasta'),
	(8, 'Beans and lentils'), (9, 'Nuts and seeds'), (10, 'Oils and sauces'), (11, 'Spices and herbs'), (12, 'Baking');

insert into ingredient (name, aisle_id, calories, protein) values
	('Apple', 1, 52, 0.3), ('Banana', 1, 89, 1.1), ('Blueberries', 1, 57, 0.7), ('Cherries', 1, 63, 1.1), ('Lemon', 1, 29, 1.1),
	('Mango', 1, 60, 0.8), ('Orange', 1, 47, 0.9), ('Peach', 1, 39, 0.9), ('Pear', 1, 57, 0.4), ('Raspberries', 1, 52, 1.2),
	('Strawberries', 1, 32, 0.7),
	('Asparagus', 2, 20, 2.2), ('Aubergine', 2, 25, 1), ('Avocado', 2, 160, 2), ('Beetroot', 2, 43, 1.6), ('Broccoli', 2, 34, 2.8),
	('Butternut squash', 2, 45, 1), ('Carrots', 2, 41, 0.9), ('Cauliflower', 2, 25, 1.9), ('Celery', 2, 16, 0.7),
	('Courgettes', 2, 17, 1.2), ('Cucumber', 2, 15, 0.7), ('Fennel', 2, 31, 1.2), ('Garlic', 2, 149, 6.4), ('Ginger', 2, 80, 1.8),
	('Green beans', 2, 31, 1.8), ('Kale', 2, 49, 4.3), ('Leeks', 2, 61, 1.5), ('Lettuce', 2, 15, 1.4), ('Mushrooms', 2, 22, 3.1),
	('Onion', 2, 40, 1.1), ('Parsnips', 2, 75, 1.2), ('Peas', 2, 81, 5.4), ('Potatoes', 2, 77, 2), ('Pumpkin', 2, 26, 1),
	('Red cabbage', 2, 31, 1.4), ('Red peppers', 2, 31, 1), ('Spinach', 2, 23, 2.9), ('Spring onions', 2, 32, 1.8),
	('Sweet potatoes', 2, 86, 1.6), ('Sweetcorn', 2, 86, 3.3), ('Tomatoes', 2, 18, 0.9),
	('Brioche', 3, 358, 9), ('Sourdough bread', 3, 272, 11), ('Wraps', 3, 310, 8),
	('Beef', 4, 250, 26), ('Chicken', 4, 165, 31), ('Duck', 4, 337, 19), ('Lamb', 4, 294, 25), ('Pork', 4, 242, 27),
	('Turkey', 4, 135, 29), ('Bacon', 4, 417, 13),
	('Cod', 5, 82, 18), ('Mackerel', 5, 205, 19), ('Prawns', 5, 99, 24), ('Salmon', 5, 208, 20), ('Trout', 5, 141, 20),
	('Tuna', 5, 132, 28),
	('Butter', 6, 717, 0.9), ('Cream', 6, 340, 2.1), ('Eggs', 6, 155, 13), ('Feta', 6, 264, 14), ('Greek yoghurt', 6, 97, 9),
	('Halloumi', 6, 321, 22), ('Milk', 6, 61, 3.2), ('Parmesan', 6, 431, 38), ('Ricotta', 6, 174, 11),
	('Bulgur', 7, 342, 12), ('Muesli', 7, 363, 10), ('Noodles', 7, 138, 4.5), ('Oats', 7, 389, 16.9), ('Rice', 7, 360, 7),
	('Semolina', 7, 360, 13), ('Spaghetti', 7, 371, 13),
	('Black beans', 8, 132, 8.9), ('Chickpeas', 8, 164, 8.9), ('Kidney beans', 8, 127, 8.7), ('Lentils', 8, 116, 9),
	('Tempeh', 8, 192, 20), ('Tofu', 8, 144, 17),
	('Almonds', 9, 579, 21), ('Coconut flakes', 9, 660, 7), ('Flaxseed', 9, 534, 18), ('Hazelnuts', 9, 628, 15),
	('Peanut butter', 9, 588, 25), ('Pumpkin seeds', 9, 559, 30), ('Sesame', 9, 573, 18), ('Walnuts', 9, 654, 15),
	('Coconut milk', 10, 197, 2), ('Honey', 10, 304, 0.3), ('Maple syrup', 10, 260, 0), ('Mustard', 10, 66, 4.4),
	('Olive oil', 10, 884, 0), ('Soy sauce', 10, 53, 8), ('Vegetable stock', 10, 5, 0.2), ('Vinegar', 10, 18, 0),
	('Basil', 11, 23, 3.2), ('Black pepper', 11, 251, 10), ('Chilli', 11, 40, 2), ('Cinnamon', 11, 247, 4), ('Coriander', 11, 23, 2.1),
	('Cumin', 11, 375, 18), ('Mint', 11, 44, 3.3), ('Paprika', 11, 282, 14), ('Parsley', 11, 36, 3), ('Rosemary', 11, 131, 3.3),
	('Thyme', 11, 101, 5.6), ('Turmeric', 11, 312, 9.7), ('Vanilla', 11, 288, 0.1),
	('Brown sugar', 12, 380, 0), ('Cocoa', 12, 228, 20), ('Dark chocolate', 12, 546, 5), ('Flour', 12, 364, 10);

-- a dish has two ingredients of its own, and takes one of its mains, one of its sides, and up to five of its extras
create temporary table dish on commit drop as
select row_number() over (order by meal, pattern collate "C") as n, kind, meal, pattern, own
from (values
	('sweet', 'BREAKFAST', 'Brioche French toast with %s and %s', array['Brioche', 'Eggs']),
	('sweet', 'BREAKFAST', 'Creamy porridge with %s and %s', array['Oats', 'Milk']),
	('sweet', 'BREAKFAST', 'Greek yoghurt bowl with %s and %s', array['Greek yoghurt', 'Oats']),
	('sweet', 'BREAKFAST', 'Muesli with %s and %s', array['Muesli', 'Milk']),
	('sweet', 'BREAKFAST', 'Oat pancakes with %s and %s', array['Oats', 'Eggs']),
	('sweet', 'BREAKFAST', 'Overnight oats with %s and %s', array['Oats', 'Greek yoghurt']),
	('sweet', 'BREAKFAST', 'Rice pudding with %s and %s', array['Rice', 'Milk']),
	('sweet', 'BREAKFAST', 'Ricotta toast with %s and %s', array['Sourdough bread', 'Ricotta']),
	('sweet', 'BREAKFAST', 'Semolina with %s and %s', array['Semolina', 'Milk']),
	('sweet', 'BREAKFAST', 'Waffles with %s and %s', array['Flour', 'Eggs']),
	('savoury', 'LUNCH', 'Bulgur salad with %s and %s', array['Bulgur', 'Lettuce']),
	('savoury', 'LUNCH', 'Open sandwich with %s and %s', array['Sourdough bread', 'Butter']),
	('savoury', 'LUNCH', 'Rice bowl with %s and %s', array['Rice', 'Soy sauce']),
	('savoury', 'LUNCH', 'Soup of %s and %s', array['Vegetable stock', 'Cream']),
	('savoury', 'LUNCH', 'Wrap with %s and %s', array['Wraps', 'Lettuce']),
	('savoury', 'DINNER', 'Coconut curry with %s and %s', array['Coconut milk', 'Rice']),
	('savoury', 'DINNER', 'Gratin of %s and %s', array['Cream', 'Parmesan']),
	('savoury', 'DINNER', 'Spaghetti with %s and %s', array['Spaghetti', 'Parmesan']),
	('savoury', 'DINNER', 'Stir-fried noodles with %s and %s', array['Noodles', 'Soy sauce']),
	('savoury', 'DINNER', 'Stew of %s and %s', array['Vegetable stock', 'Potatoes'])
) as d (kind, meal, pattern, own);

create temporary table part on commit drop as
select kind, role, n, id, lower(name) as name
from (values
	('sweet', 'main', array['Apple', 'Banana', 'Blueberries', 'Cherries', 'Mango', 'Orange', 'Peach', 'Pear', 'Raspberries',
		'Strawberries']),
	('sweet', 'side', array['Almonds', 'Coconut flakes', 'Dark chocolate', 'Flaxseed', 'Hazelnuts', 'Honey', 'Maple syrup',
		'Peanut butter', 'Pumpkin seeds', 'Walnuts']),
	('sweet', 'extra', array['Brown sugar', 'Cinnamon', 'Cocoa', 'Ginger', 'Lemon', 'Mint', 'Vanilla']),
	('savoury', 'main', array['Beef', 'Black beans', 'Chicken', 'Chickpeas', 'Cod', 'Duck', 'Feta', 'Halloumi', 'Kidney beans', 'Lamb',
		'Lentils', 'Mackerel', 'Pork', 'Prawns', 'Salmon', 'Tempeh', 'Tofu', 'Trout', 'Tuna', 'Turkey']),
	('savoury', 'side', array['Asparagus', 'Aubergine', 'Beetroot', 'Broccoli', 'Butternut squash', 'Carrots', 'Cauliflower',
		'Courgettes', 'Fennel', 'Green beans', 'Kale', 'Leeks', 'Mushrooms', 'Parsnips', 'Peas', 'Pumpkin', 'Red cabbage',
		'Red peppers', 'Spinach', 'Sweet potatoes']),
	('savoury', 'extra', array['Basil', 'Black pepper', 'Celery', 'Chilli', 'Coriander', 'Cumin', 'Garlic', 'Ginger', 'Lemon', 'Mustard',
		'Olive oil', 'Onion', 'Paprika', 'Parsley', 'Rosemary', 'Spring onions', 'Thyme', 'Tomatoes', 'Turmeric'])
) as p (kind, role, names)
cross join unnest(names) with ordinality as chosen (name, n)
join ingredient using (name);

create temporary table combination on commit drop as
select row_number() over (order by d.n, main.n, side.n) as recipe_id, d.kind, d.meal, d.own, main.id as main_id, side.id as side_id,
	format(d.pattern, main.name, side.name) as name
from dish d
join part main on main.kind = d.kind and main.role = 'main'
join part side on side.kind = d.kind and side.role = 'side';

insert into recipe (id, name, meal, servings)
select recipe_id, name, meal, case when meal = 'BREAKFAST' then 2 else 4 end
from combination;

insert into recipe_ingredient (recipe_id, ingredient_id, grams)
select recipe_id, main_id, 250 + 25 * (recipe_id % 9)
from combination
union all
select recipe_id, side_id, case when kind = 'sweet' then 20 + 5 * (recipe_id % 5) else 200 + 50 * (recipe_id % 5) end
from combination
union all
select recipe_id, i.id, 60 + 20 * (recipe_id % 7)
from combination
join ingredient i on i.name = any (own)
union all
-- both lists of extras have a prime length, so that no step but a multiple of it repeats one
select recipe_id, extra.id, 5 + 5 * ((recipe_id + step) % 6)
from combination c
cross join lateral generate_series(1, recipe_id % 6) as step
join (select kind, count(*) as size from part where role = 'extra' group by kind) as extras on extras.kind = c.kind
join part extra on extra.kind = c.kind and extra.role = 'extra' and extra.n = 1 + (recipe_id / 6 + 3 * step) % extras.size;

-- three menus, so that there are shopping lists before the first menu is generated
insert into menu (days) values (7), (7), (7);

insert into menu_item (menu_id, day, meal, recipe_id)
select menu.id, day, meal, recipe_id
from menu
cross join generate_series(1, days) as day
join (select id as recipe_id, meal, row_number() over meals as n, count(*) over (partition by meal) as size,
		array_position(array['BREAKFAST', 'LUNCH', 'DINNER'], meal) as course
	from recipe
	window meals as (partition by meal order by id)) as choice
	on choice.n = 1 + (211 * menu.id + 463 * day + 97 * course) % choice.size;

-- the recipes have their keys from here, not from the sequence
do $$
begin
	perform setval(pg_get_serial_sequence('recipe', 'id'), max(id)) from recipe;
end $$;

analyze aisle, ingredient, recipe, recipe_ingredient, menu, menu_item;
